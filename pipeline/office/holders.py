"""Who holds which post, written into the ledger whenever office.toml says something new.

The file itself has no history; who held a post when a paper was signed must be told from the
ledger decades later.
"""

import json
from datetime import datetime

from pipeline.config.office import OfficeConfig
from pipeline.ports.store import Store

_CHANGED = "HolderChanged"


def record_holders(config: OfficeConfig, store: Store, now: datetime) -> None:
    """Write a line for every post whose holder or acting holders differ from the last line."""
    told: dict[str, dict[str, str]] = {}
    count: dict[str, int] = {}
    for line in store.ledger(kind=_CHANGED):
        body = json.loads(line.body)
        told[body["post"]] = body
        count[body["post"]] = count.get(body["post"], 0) + 1
    posts = [*config.posts, *(post for post in told if post not in config.posts)]
    for post in posts:
        body = _facts(config, post)
        if told.get(post) != body:
            # The number makes the key: two Parafs that start together write one line.
            store.note(f"holder:{post}:{count.get(post, 0) + 1}", now, _CHANGED, body)


def _facts(config: OfficeConfig, post: str) -> dict[str, str]:
    """A post as the ledger tells of it; empty words for one that is gone."""
    entry = config.posts.get(post)
    if entry is None:
        return {"post": post, "title": "", "holder": "", "rank": "", "nip": "", "acting": ""}
    acting = sorted(
        f"{each.dari.isoformat()} s.d. {each.sampai.isoformat()}: {each.sebagai} {each.nama}, "
        f"NIP {each.nip}"
        for each in entry.pelaksana_sementara
    )
    return {
        "post": post,
        "title": entry.sebutan,
        "holder": entry.nama,
        "rank": entry.pangkat,
        "nip": entry.nip,
        "acting": "; ".join(acting),
    }
