from django_tasks import task

from .models import MediaImage
from .renditions import prepare


@task()
def prepare_renditions(image_id: int) -> int:
    """Draw a picture in the sizes of pages before its first reader asks; gives how many there are."""
    image = MediaImage.objects.filter(pk=image_id).first()
    return prepare(image) if image is not None else 0
