"""What tests ask of every picture."""

from matplotlib.text import Text

from backprop_lib.picture import Picture


def texts(picture: Picture) -> list[Text]:
    """The texts that are not blank, of the figure as it is drawn."""
    assert picture.html and picture.figure is not None
    return [text for text in picture.figure.findobj(Text) if text.get_text().strip()]


def words(picture: Picture) -> list[str]:
    """What those texts say."""
    return [text.get_text() for text in texts(picture)]
