"""The one spelling rule of Vietnamese texts: Ủy, hòa, tỷ."""

import re

# Old-style tone marks at the end of a syllable, and tỉ for tỷ. After q the u is no vowel: quý, quỹ.
OLD_SPELLING = re.compile(r"\w*(?:o[àáảãạèéẻẽẹ]|(?<![qQ])u[ỳýỷỹỵ])\b|\b[Tt]ỉ (?:đồng|USD|lệ)")
