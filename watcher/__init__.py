"""A news-alerting daemon that understands claims, not keywords.

The packages are the stages of the flow, a package imports only stages before it, and ``runtime`` joins them.
"""

__version__ = "0.1.0"
