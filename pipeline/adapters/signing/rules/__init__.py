"""The rules of acceptance, one small checker each; decision 0005 says why each exists.

A rule takes the evidence and yields findings; no findings means it has nothing against the file.
Rules of one stage are independent of each other, so that all reasons come at once; a stage with
findings ends the examination, since the next one would look at something it must not trust.
"""

from collections.abc import Callable, Iterable

from pipeline.adapters.signing.evidence import Handed, Parsed
from pipeline.adapters.signing.rules import (
    completeness,
    coverage,
    difference,
    form,
    growth,
    layout,
    message,
    own_field,
    picture,
    raster,
    signer,
    spelling,
    structure,
    table,
    timestamps,
    validation,
)
from pipeline.errors import Finding

#: R1 and R2: bytes only, cheap; they turn away nearly every wrong file.
BEFORE_PARSING: tuple[Callable[[Handed], Iterable[Finding]], ...] = (
    growth.issued_bytes_come_first,
    growth.something_was_added,
    growth.growth_is_moderate,
    growth.revisions_are_few,
    growth.objects_are_few,
)

#: R3: the file can be read in one way only.
OF_STRUCTURE: tuple[Callable[[Parsed], Iterable[Finding]], ...] = (
    structure.no_encryption,
    structure.no_second_reading,
    structure.revisions_continue_ours,
    structure.trailers_stay,
    table.each_object_is_listed_once,
    table.sizes_are_true,
    table.object_streams_hold_what_is_listed,
    spelling.nothing_is_commented,
)

#: R4 to R9: what was signed, how much of it, what changed, by whom, when, and what proves it.
OF_SIGNATURES: tuple[Callable[[Parsed], Iterable[Finding]], ...] = (
    completeness.expected_fields_are_signed,
    completeness.nothing_else_is_filled,
    completeness.no_field_comes_or_goes,
    own_field.own_field_is_bare,
    own_field.own_field_lies_in_its_place,
    own_field.pages_gain_the_own_field_only,
    coverage.byte_ranges_are_whole,
    coverage.nothing_follows,
    layout.every_byte_belongs_to_an_object,
    difference.changes_are_only_signatures,
    difference.each_revision_has_one_purpose,
    difference.field_changes_are_bare,
    difference.catalog_stays,
    difference.information_stays,
    difference.new_objects_are_harmless,
    form.form_stays,
    picture.picture_has_a_size,
    picture.picture_is_finite,
    picture.streams_unpack_moderately,
    signer.certificate_is_enrolled,
    signer.signature_is_valid,
    signer.format_is_ours,
    message.message_is_written_one_way,
    message.message_holds_no_more,
    signer.time_is_within_certificate,
    timestamps.document_timestamps_are_bare,
    timestamps.signatures_are_stamped_well,
    timestamps.document_timestamps_hold,
    validation.validation_data_are_authentic,
    validation.nobody_was_revoked,
)

#: The second line behind R6, once all else is well: what a reader sees.
OF_APPEARANCE: tuple[Callable[[Parsed], Iterable[Finding]], ...] = (
    raster.nothing_moves_outside_the_boxes,
)
