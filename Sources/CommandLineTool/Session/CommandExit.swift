import Vocabulary

/// The exit codes of the command line; ArgumentParser has another type of the same name.
typealias CommandExit = ExitCode
