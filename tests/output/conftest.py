import pytest
from output_samples import empty_report, tricky_report


@pytest.fixture
def tricky():
    return tricky_report()


@pytest.fixture
def empty():
    return empty_report()
