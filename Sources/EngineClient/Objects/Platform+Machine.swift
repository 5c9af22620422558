import Vocabulary

extension Platform {
    /// `uname`'s names, which engines use of hosts, put into the words of images.
    init(machine: String, os: String) {
        let (architecture, variant): (String, String?) =
            switch machine {
            case "x86_64": ("amd64", nil)
            case "aarch64": ("arm64", nil)
            case "armv7l": ("arm", "v7")
            case "armv6l": ("arm", "v6")
            case "i386", "i686": ("386", nil)
            default: (machine, nil)
            }
        self.init(os: os, architecture: architecture, variant: variant)
    }
}
