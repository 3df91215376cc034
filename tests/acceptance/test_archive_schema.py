"""What is filed of an item is what the schema filed beside it says."""

import json

import jsonschema
import pytest


def test_every_item_is_described_by_the_schema_filed_with_it(at):
    sim = at("selesai")
    berkas = sim.root / "archive" / sim.cycle.berkas_path
    schema = json.loads((berkas / "_meta/skema-item.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    records = [path for path in (berkas / "_meta").glob("*.json") if path.stem.isdigit()]
    assert len(records) > 20
    for path in records:
        validator.validate(json.loads(path.read_bytes()))
    broken = json.loads(records[0].read_bytes())
    del broken["isi"]["file"][0]["digest"]
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(broken)
