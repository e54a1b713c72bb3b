"""The two bases of every pydantic model: what flows is frozen, what a person writes is strict."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen datum of the flow: renamed when its state changes, never filled in later."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Settings(BaseModel):
    """What a person writes in a configuration file: an unknown key is an error, secrets never show in a repr."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=True)
