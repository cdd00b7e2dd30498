"""Backups: database and files, consistent while the service runs, checked by hash, encrypted when a key is given.

For who runs an installation and for the clock. It never restores over something unless told to, keeps the former state
aside, and touches nothing before the whole archive was read and proved. It does not save what lives on S3."""
