"""Makes `rule_tools` explain a failed assertion as a test file's own would be."""

import pytest

pytest.register_assert_rewrite("rule_tools")
