// ArchiveIO
