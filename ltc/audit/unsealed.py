"""Which rows have no seal, and why: the whole list, with what proves the rows instead.

Every other table of the house is sealed row by row.  A test changes, adds and removes a row in
every table there is, and fails for one that is neither found by ``ltc check`` nor named here.
"""

from __future__ import annotations

# Proven in another way: a row changed, added or removed by hand is found all the same.
PROVEN = {
    "audit_row": "each row's keyed hash covers the row before it",
    "audit_head": "its own keyed hash; there is one row",
    "row_seal": "number and sum of all seals stand in the head of the audit chain",
    "settled_line": "the hashes of its batch, which the settlement's sealed result hash covers",
    "settled_person": "it is made again from the settled lines and compared with them",
    "settlement_batch": "the settlement's sealed hash over all its batches",
    "ab_user": "the seal of its account covers it",
    "ab_user_role": "the seal of the account covers the roles it holds",
    "ab_role": "they are the roles of the house, each once",
    "alembic_version": "it names the newest revision, once",
}

# Not proven: no right, no money and no fact of a case hangs on them.
UNSEALED = {
    "web_session": "passing; it names an account, whose rights are sealed, and ends within a day",
    "login_try": "passing; the rows of a day, deleted when somebody signs in",
    "job_item": "which piece of a job ran; deleted after a while; its effect is sealed",
    "sync_item": "how a fact came from a device; the fact is sealed where it was put",
    "exchange_key": "how a fact came from a file; the fact is sealed where it was put",
    "exchange_upload": "passing; files to be looked over, deleted when they were taken over",
}

# Tables of Flask-AppBuilder that the house does not use: a row in one is a fault.
EMPTY = (
    "ab_api_key",
    "ab_group",
    "ab_group_role",
    "ab_permission",
    "ab_permission_view",
    "ab_permission_view_role",
    "ab_register_user",
    "ab_user_group",
    "ab_view_menu",
)

# Columns that the seal of their row leaves out.
UNSEALED_COLUMNS = {
    "device": ("last_seq",),  # moves with every item; an item comes once by its own unique key
    "ab_user": (  # kept by Flask-AppBuilder; nothing here reads them
        "changed_by_fk",
        "changed_on",
        "created_by_fk",
        "created_on",
        "fail_login_count",
        "last_login",
        "login_count",
    ),
}
