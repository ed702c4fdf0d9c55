"""The picture that a member sends."""

from mutualaid.forms import Form
from mutualaid.pictures.fields import PictureField

from .models import LARGE, SMALL


class PictureForm(Form):
    picture = PictureField(LARGE, SMALL)
