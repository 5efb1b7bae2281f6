"""A comment that suppresses nothing hides the next mistake on its line.

## Why

`# replreg: ignore[rule]` was right when it was written. Once the mistake is gone, the comment silences the next one of
the same kind, which nobody has looked at. A comment with a misspelt rule or word never did anything. Rules that are
switched off are not held against a comment, nor are the comments of the platform's own linter, which silence findings
here as well: `# repl-lint-ignore-next`, `-start`, `-end` and `-file`.

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

`replreg fix` leaves comments alone. Remove the comment, or the rule from its brackets; correct the rule's name where it
is misspelt. A comment stands at the end of the line that the finding is on, or alone on the line before;
`# replreg: ignore-file[rule]` stands above all content. To keep a comment that is not always needed, add
`unused-ignore` to its brackets.
"""

from __future__ import annotations

ID = "unused-ignore"
GROUP = "document"
SEVERITY = "info"
FIX = None
SUMMARY = "a suppression comment that suppresses nothing"
