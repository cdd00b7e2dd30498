"""Pictures and documents: what Wagtail takes, and who looks at it first."""

from .env import env

WAGTAILIMAGES_IMAGE_MODEL = "media.MediaImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.MediaDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "bastide.core.media.forms.CheckedImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "bastide.core.media.forms.CheckedDocumentForm"
# A page being written is kept by itself this often, in milliseconds: half a second is much for a small machine.
WAGTAIL_AUTOSAVE_INTERVAL = 5_000

# `core.media.inspection` has its own limits, in words; these keep Wagtail's from speaking first.
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 40 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 210_000_000
WAGTAILIMAGES_AVIF_QUALITY = 55
WAGTAILIMAGES_WEBP_QUALITY = 78
WAGTAILIMAGES_JPEG_QUALITY = 80
WAGTAILDOCS_EXTENSIONS = [
    *("csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx"),
    *("m4a", "mp3", "mp4", "ogg", "vtt", "webm"),
]
# A program that reads the picture of a page: « tesseract », or a command that takes its arguments. Empty: off.
OCR_COMMAND = env.str("BASTIDE_OCR_COMMAND", default="")
