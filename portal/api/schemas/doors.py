"""Where one comes in, and what a refusal says."""

from ninja import Field, Schema


class Error(Schema):
    parameter: str
    detail: str
    value: str | None = None
    known: list[str] | None = None


class Problem(Schema):
    """Source: RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Error] = Field(default=[], description="Which parameters are wrong, and why.")
    replaced_by: str | None = Field(
        default=None, description="With 410: the address of what took its place."
    )


class Start(Schema):
    name: str
    version: str
    licence: str
    description: str = Field(description="The address of the OpenAPI document.")
    documentation: str
    languages: list[str]
    lists: dict[str, str] = Field(description="By name, the address of each list.")
