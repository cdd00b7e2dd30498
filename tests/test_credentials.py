"""Secrets handed over by systemd as files."""

from bastide.project.settings.env import take_credentials


def test_a_file_named_after_a_variable_stands_for_it(tmp_path):
    (tmp_path / "BASTIDE_SECRET_KEY").write_text("from-a-file\n")
    (tmp_path / "DATABASE_URL").write_text("postgres://file")
    (tmp_path / "tls.pem").write_text("not ours")
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path), "DATABASE_URL": "postgres://environment"}

    take_credentials(environment)

    assert environment["BASTIDE_SECRET_KEY"] == "from-a-file"
    assert environment["DATABASE_URL"] == "postgres://environment"
    assert "tls.pem" not in environment


def test_without_systemd_nothing_is_looked_for():
    environment = {"BASTIDE_DEBUG": "off"}

    take_credentials(environment)

    assert environment == {"BASTIDE_DEBUG": "off"}
