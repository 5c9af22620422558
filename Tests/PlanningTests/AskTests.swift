import Planning
import Testing
import Vocabulary

@Suite struct AskTests {}
