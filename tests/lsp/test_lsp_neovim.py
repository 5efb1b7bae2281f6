"""The language server in a real editor: Neovim, of any version from 0.7 on, which knows nothing of replreg."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lsp_client import HEAD, ROOT, environment

pytestmark = pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim is not installed")

WRONG = HEAD + '    # 😀\n    image: "myquay/ns/img:2.0.0" # 😀\n'
RIGHT = WRONG.replace("myquay/ns", "quay.io/ns")

SCRIPT = """\
local result = { titles = {} }
vim.cmd('edit release.yaml')
local settings = { name = 'replreg', cmd = COMMAND, root_dir = vim.fn.getcwd() }
if vim.lsp.start then
  vim.lsp.start(settings)
else
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(settings))
end
vim.wait(WAIT, function() return #vim.diagnostic.get(0) > 0 end, 20)
result.found = vim.diagnostic.get(0)[1]
local place = { line = 12, character = 13 }
local document = vim.lsp.util.make_text_document_params()
local function ask(method, params)
  params.textDocument = document
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, WAIT) or {}) do
    return answer.result
  end
end
result.hover = ask('textDocument/hover', { position = place })
vim.ui.select = function(items, options, choose)
  for _, item in ipairs(items) do
    table.insert(result.titles, (options.format_item(item)))
  end
  choose(items[1], 1)
end
vim.fn.cursor(13, 17)
vim.lsp.buf.code_action()
vim.wait(WAIT, function() return #vim.diagnostic.get(0) == 0 end, 20)
result.left = #vim.diagnostic.get(0)
vim.cmd('write')
vim.fn.writefile({ vim.fn.json_encode({
  row = result.found and result.found.lnum, first = result.found and result.found.col,
  last = result.found and result.found.end_col, code = result.found and result.found.code,
  hover = result.hover and result.hover.contents.value, titles = result.titles, left = result.left,
}) }, 'result.json')
vim.cmd('qall!')
"""


@pytest.mark.slow
def test_a_mistake_is_shown_explained_and_fixed(project: Path) -> None:
    (project / "release.yaml").write_text(WRONG, encoding="utf-8")
    command = "{" + ", ".join(json.dumps(word) for word in (sys.executable, "-m", "replreg", "lsp")) + "}"
    (project / "script.lua").write_text(SCRIPT.replace("COMMAND", command).replace("WAIT", "30000"), encoding="utf-8")
    done = subprocess.run(
        ["nvim", "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "luafile script.lua", "-c", "cquit"],
        cwd=project,
        env=environment() | {"PYTHONPATH": str(ROOT), "HOME": str(project), "XDG_STATE_HOME": str(project)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads((project / "result.json").read_text(encoding="utf-8"))
    hover, titles = seen.pop("hover"), seen.pop("titles")
    assert seen == {"row": 12, "first": 12, "last": 18, "code": "alias-as-host", "left": 0}
    assert "## How to fix" in hover
    assert titles[0] == "Replace 'myquay' with 'quay.io'"
    assert (project / "release.yaml").read_text(encoding="utf-8") == RIGHT
