"""The whole API, asked by everybody for all that its description allows, and for what it does not."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.house.fuzzing import build_world, what_is_wrong

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
NAMES = {"person", "unit", "course", "quiz", "work", "bank", "item", "asset", "assignment"}


@pytest.fixture
def world(app, session):
    return build_world(app, session)


@pytest.fixture
def operations(app):
    description = json.loads(app.json.dumps(app.api.spec.to_dict()))
    schema = schemathesis.openapi.from_dict(description)
    schema.app = app
    return [result.ok() for result in schema.get_all_operations()]


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("examples", [3, pytest.param(100, marks=pytest.mark.slow)])
def test_the_api_keeps_its_description_and_its_secrets(world, operations, mode, examples):
    wrong = [fault for one in operations if (fault := _fault(world, one, mode, examples))]
    assert not wrong, "\n\n".join(wrong)


def _fault(world, operation, mode, examples):
    """Return what goes wrong with a call, in its smallest form."""

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode), chance=st.randoms(use_true_random=False)
    )
    def _ask(case, chance):
        _place(world, case, chance)
        for who in world.clients:
            how = case.as_transport_kwargs()
            answer = world.ask(who, **how)
            try:
                assert what_is_wrong(who, answer) is None
                case.validate_response(answer, checks=CHECKS)
            except (AssertionError, FailureGroup) as error:
                told = f"{who} {how}\n{error}\n{answer.status} {answer.text[:1000]}"
                raise AssertionError(told) from error

    try:
        _ask()
    except AssertionError as error:  # all that fail are told at once
        return str(error)
    return None


def _place(world, case, chance):
    """Put records of the school where the description knows only numbers."""
    case.path_parameters = {
        name: world.value_of(name, chance) if chance.random() < 0.9 else value
        for name, value in (case.path_parameters or {}).items()
    }
    case.query = _placed(world, case.query, chance)
    case.body = _placed(world, case.body, chance)


def _placed(world, value, chance):
    if isinstance(value, list):
        return [_placed(world, one, chance) for one in value]
    if isinstance(value, dict):
        return {
            name: world.value_of(f"{name}_id", chance)
            if name in NAMES and isinstance(one, int) and chance.random() < 0.8
            else _placed(world, one, chance)
            for name, one in value.items()
        }
    return value
