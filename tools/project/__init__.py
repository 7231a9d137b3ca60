"""The project folder: revisions, render records, jobs, takes and transcript, in one SQLite file."""
