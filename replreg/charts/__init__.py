"""Helm charts: read without Helm from folders and archives, their values merged as Helm merges them.

`chart` reads a chart, `helm_chart` the resources that install it, `effective` merges their values, `template_images`
finds images in its templates, and `render` runs a real Helm where there is one. Import from those modules: this one
imports nothing, so that a release without a chart pays nothing.
"""
