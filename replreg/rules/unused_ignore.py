"""A comment that ignores nothing hides the next mistake on its line.

## Why

`# replreg: ignore[rule]` was right when it was written. Once the mistake is corrected, the comment ignores the next one
of the same kind, which nobody has looked at. A comment with a misspelt rule or word never had an effect. Rules that are
off do not count against a comment. The comments of the platform's own linter, which ignore findings here as well, are
not reported: `# repl-lint-ignore-next`, `-start`, `-end` and `-file`.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
  - source: public
    name: redis
    tag: 3.2-alpine  # replreg: ignore[floating-tag]
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
  - source: public
    name: redis
    tag: latest  # replreg: ignore[floating-tag]
```

## How to fix

`replreg fix` does not change comments. Remove the comment, or the rule from its brackets. Correct the rule's name if it
is misspelt. A comment belongs at the end of the finding's line, or alone on the line before it; `# replreg:
ignore-file[rule]` belongs above all content. To keep a comment that is not always needed, add `unused-ignore` to its
brackets.
"""

from __future__ import annotations

ID = "unused-ignore"
GROUP = "document"
SEVERITY = "info"
FIX = None
SUMMARY = "a suppression comment that suppresses nothing"
