"""What pictures add to the pages of others."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.networks.concerns.things import Hideable, apart

from .models import Picture
from .queries import pictures_for


@hooks.hideable.register()
def hideable() -> dict[str, Hideable]:
    return {
        "networks.Picture": Hideable(
            by="member",
            title=lambda picture: _("The picture of %(name)s") % {"name": apart(picture.member)},
            told=lambda picture: [(_("The picture"), _image(picture))],
            found=pictures_for,
            url=_address,
        )
    }


def _image(picture: Picture) -> SafeString:
    html = '<img class="portrait" src="{}" alt="{}">'
    return format_html(html, _address(picture), _("The picture that this is about"))


def _address(picture: Picture) -> str:
    return reverse("networks:picture_large", args=[picture.member.network.slug, picture.pk])
