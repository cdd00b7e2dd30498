from django_tasks import task


@task()
def beat() -> None:
    """What the worker does to show that it is there."""
