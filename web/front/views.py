"""The front page: what this is, whether it is well, and where the API is described."""

from web.pages import Page


class Front(Page):
    """Open to anybody: it holds nothing about anyone."""

    template = "web/front.html"
    is_open = True
    http_method_names = ["get", "head", "options"]
