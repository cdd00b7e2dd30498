"""Where backups go, and how long they stay."""

from pathlib import Path

from .env import env

# A folder of another disk, or `s3://bucket/prefix`; without it the clock saves nothing.
BACKUP_TO = env.str("BASTIDE_BACKUP_TO", default="")
# What seals the archives: any words, the longer the better. Lost, nobody opens them again.
BACKUP_KEY = env.str("BASTIDE_BACKUP_KEY", default="")
if _file := env.str("BASTIDE_BACKUP_KEY_FILE", default=""):
    BACKUP_KEY = Path(_file).read_text().strip()
BACKUP_EVERY_HOURS = env.int("BASTIDE_BACKUP_EVERY_HOURS", default=24)
# How many of the last days, weeks and months keep their newest backup.
BACKUP_KEEP = {
    "days": env.int("BASTIDE_BACKUP_KEEP_DAYS", default=7),
    "weeks": env.int("BASTIDE_BACKUP_KEEP_WEEKS", default=5),
    "months": env.int("BASTIDE_BACKUP_KEEP_MONTHS", default=12),
}
# An S3 that is not Amazon's; its keys are those of boto3 (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY).
BACKUP_S3_ENDPOINT = env.str("BASTIDE_BACKUP_S3_ENDPOINT", default="")
