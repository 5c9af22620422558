// Tests of ArchiveIO.
