#if os(Linux)
    import Vocabulary

    /// What the firmware of a Raspberry Pi tells the kernel about its power supply.
    struct BoardPower {
        let system: SystemFiles

        /// `nil` where nothing watches it.
        var facts: PowerFacts? {
            let told = system.text("sys/devices/platform/soc/soc:firmware/get_throttled").flatMap(ProcText.throttled)
            guard let alarm else { return told }
            var facts = told ?? PowerFacts(now: [], sinceStart: [])
            if alarm, !facts.now.contains(.underVoltage) { facts.now.insert(.underVoltage, at: 0) }
            if alarm, !facts.sinceStart.contains(.underVoltage) { facts.sinceStart.insert(.underVoltage, at: 0) }
            return facts
        }

        /// Of the driver `rpi_volt` (kernel: hwmon/raspberrypi-hwmon.rst), which asks the firmware every two seconds.
        private var alarm: Bool? {
            for name in system.names("sys/class/hwmon").sorted() {
                guard system.text("sys/class/hwmon/\(name)/name")?.hasPrefix("rpi_volt") == true else { continue }
                return system.text("sys/class/hwmon/\(name)/in0_lcrit_alarm").map { $0.hasPrefix("1") }
            }
            return nil
        }
    }
#endif
