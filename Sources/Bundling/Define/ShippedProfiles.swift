/// The profiles that ship with the project, so that a definition anywhere can name them: the text of `Profiles/NAME.yaml`, to the letter (a test holds them together).
enum ShippedProfiles {
    static let texts: [String: String] = [
        "customer-site": customerSite, "demo-laptop": demoLaptop, "pi-cluster": piCluster,
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

    private static let customerSite = """
        # Machines of a customer that run the application together, for years, with nobody of the vendor's beside them.
        # What would make it slow or fragile there is refused beforehand, but for what only the customer can judge.
        title: Several machines at a customer's
        hosts: { min: 2, max: 1000 } # as many as placing is measured with

        checks:                     # required (the default), warning, off
          memory: warning           # what the services reserve is judged host by host when they are placed
          cpus: warning
          state.fsync: warning      # slow disks

        limits:                     # seconds
          healthy: 600              # for one service, where its Compose file implies no longer time
          load-stall: 300           # without one more byte of an image, over the customer's network
          engine-call: 120

        logging:                    # where the Compose file says nothing: 5 files of 20 MB for each container
          driver: json-file
          options: { max-size: 20m, max-file: "5" }

        """

    private static let piCluster = """
        # Small boards with SD cards: slow disks, little memory, and no battery for the clock, which starts in the past.
        # What is only slow is a warning there, and every wait is longer.
        title: Raspberry Pis
        hosts: { min: 2, max: 1000 } # as many as placing is measured with

        checks:                     # required (the default), warning, off
          clock: warning            # without a battery and a time server it is behind after every start
          state.fsync: warning      # an SD card takes its time
          storage.driver: warning
          memory: warning
          cpus: warning
          cgroup.memory: warning    # off by default on Raspberry Pi OS: `cgroup_enable=memory` in cmdline.txt

        limits:                     # seconds
          healthy: 1800             # for one service, where its Compose file implies no longer time
          load-stall: 900           # without one more byte of an image: the card may write for minutes
          engine-call: 300

        logging:                    # where the Compose file says nothing: 2 files of 5 MB for each container, to spare the card
          driver: json-file
          options: { max-size: 5m, max-file: "2" }

        """
}
