/// The profiles that ship with the project, so that a definition anywhere can name them: the text of `Profiles/NAME.yaml`, to the letter (a test holds them together).
enum ShippedProfiles {
    static let texts: [String: String] = [
        "demo-laptop": demoLaptop
    ]

    private static let demoLaptop = """
        # One machine that somebody shows the application on: a laptop, a virtual machine.
        # Nothing that would only make it slow is refused; what would make it fail is.
        title: Demonstration on one machine
        hosts: { min: 1, max: 1 }
        labels: "*"                 # a lone host is taken to have every label that the services ask for

        checks:                     # required (the default), warning, off
          storage.driver: warning   # vfs and the like work, only slowly and with much space
          memory: warning
          cpus: warning
          cgroup.memory: warning    # memory limits are not kept; the application runs
          clock: warning
          state.fsync: warning      # slow disks

        limits:                     # seconds
          healthy: 300              # for one service, where its Compose file implies no longer time
          load-stall: 120           # without one more byte of an image
          engine-call: 60

        logging:                    # where the Compose file says nothing: 3 files of 10 MB for each container
          driver: json-file
          options: { max-size: 10m, max-file: "3" }

        """
}
