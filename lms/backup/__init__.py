"""Backups: a school kept aside while it runs, and put back into an empty place.

A folder of backups holds the blobs of all of them once, and a folder for each backup:

    blobs/ab/ab12…                 named by content, shared by every backup that needs it
    2026-06-12T040000-000000Z/
        manifest.json              written last: what is here, with its hashes
        rows/<table>.jsonl.gz      every row of every table, in words that any database reads
        secret.key                 without it sessions end and second factors are lost

The rows come from one read transaction, the blobs from names that were held before and after it
began: what a row names is there. They say nothing of the database they came from, so a school may
move from SQLite to PostgreSQL and back.
"""
