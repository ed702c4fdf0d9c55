"""Files that people send stay in memory: nothing of them lies unsealed on a disk."""

from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST = 10_000_000
"""Bytes kept of all files of one request; the rest is counted and dropped."""


class InMemory(FileUploadHandler):
    """Keeps files in memory. One that is too large arrives with its size and without content."""

    kept = 0

    def new_file(self, *arguments, **options):
        super().new_file(*arguments, **options)
        self.content: BytesIO | None = BytesIO()

    def receive_data_chunk(self, raw_data, start):  # noqa: ARG002
        self.kept += len(raw_data)
        if self.kept > MOST:
            self.content = None
        if self.content is not None:
            self.content.write(raw_data)

    def file_complete(self, file_size):
        content = self.content or BytesIO()
        content.seek(0)
        return InMemoryUploadedFile(
            file=content,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
