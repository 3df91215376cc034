"""Tables of configuration files in which an unknown key is a mistake."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A table that has the keys it names, and no other."""

    model_config = ConfigDict(extra="forbid", frozen=True)
