"""The front page: what this is, whether it is well, and where the API is described."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """Open to anybody: it holds nothing about anyone."""
    return render(request, "web/front.html")
