"""Which attacks answer which line of the issue on signatures; a test asks for every one."""

#: Line of the issue -> beginnings of the titles (``family: name``) that belong to it.
TOPICS: dict[str, tuple[str, ...]] = {
    "content changed before a signer's revision": ("before: ",),
    "content changed inside a signer's revision": ("within: ",),
    "content changed after a signer's revision": ("behind: ", "wrapped: saved"),
    "wrong post": ("stranger: jabatan lain", "stranger: the colleague", "place: "),
    "wrong letter": ("letter: ",),
    "replayed older version": ("version: ",),
    "missing fields": ("field: not signed", "field: only the last", "field: emptied"),
    "extra fields": ("field: later field signed too", "behind: signature field added"),
    "shared fields": ("field: one signature for both", "field: colleague's signature borrowed"),
    "junk after the end": ("followed by: ",),
    "abuse of the validation store": ("behind: store ", "within: store ", "before: store "),
    "false, borrowed and bent timestamps": ("token: ", "time: "),
    "a timestamp instead of a signature": ("time: in the signer's field",),
    "changes in a timestamp's revision": ("in a timestamp: ", "stamped, then signed: "),
    "false and bent validation data": ("store: ", "statement: ", "store built: "),
    "changes beside validation data": ("in a store: ", "store and time: ", "bytes of a store: "),
    "forged renewals": ("renewal: ",),
    "revoked by the file's own data": ("taken back: ",),
    "enlarged boxes": ("behind: box enlarged", "within: box enlarged", "before: box enlarged"),
    "polyglots": (
        "followed by: an archive",
        "followed by: a page of web",
        "preceded by: an archive",
        "preceded by: a page of web",
    ),
    "expired keys": ("key out of its time: ",),
    "revoked keys": ("stranger: taken back",),
    "weak keys": ("weak key: ",),
    "weak digests": ("digest: ",),
    "certified for notes (P 3)": ("permission: notes may follow", "certified: "),
    "annotations over certified content": ("behind: note over", "before: note over", "certified: "),
    "prepared shadow content": ("shadow: ", "prepared: ", "draft: "),
}


def answers(topic: str, titles: set[str]) -> list[str]:
    """The titles that belong to a line of the issue; an empty list where a beginning has none."""
    found = {mark: [one for one in titles if one.startswith(mark)] for mark in TOPICS[topic]}
    return (
        [] if not all(found.values()) else sorted({one for each in found.values() for one in each})
    )
