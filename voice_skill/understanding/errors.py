"""The errors of an interaction model: ValueError > InvalidModel."""


class InvalidModel(ValueError):
    """An interaction model that Alexa would not build; `place` is where in the JSON, `problem` what is wrong."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem
