import pytest
import shapes


@pytest.fixture
def tower():
    return shapes.tower()
