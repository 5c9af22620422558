import Foundation
import Vocabulary

extension BlobBody {
    /// What it means that a file ends before the region of it that was promised.
    enum Shortfall { case isAnError, isTheEnd }

    /// Goes through it front to back. Memory: 256 KiB, whatever its size; what is in memory already comes in one piece.
    ///
    /// - Parameter file: for messages.
    func forEachChunk(
        ofFile file: String, shortfall: Shortfall, _ take: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        if case .bytes(let bytes) = self { return try bytes.withUnsafeBytes { try take($0) } }
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { chunk.deallocate() }
        switch self {
        case .bytes: return
        case .regions(let regions):
            for region in regions.pieces { try region.read(through: chunk, file, shortfall, take) }
        case .generated(_, let open):
            var reader = try open()
            while true {
                let count = try reader.read(into: chunk)
                if count == 0 { return }
                try take(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
            }
        }
    }
}

extension FileRegion {
    fileprivate func read(
        through chunk: UnsafeMutableRawBufferPointer, _ file: String, _ shortfall: BlobBody.Shortfall,
        _ take: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var done: Int64 = 0
        while done < length {
            let wanted = Int(min(Int64(chunk.count), length - done))
            let count = pread(descriptor, chunk.baseAddress, wanted, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            try HostProblem.check(Int32(clamping: count), "read the content of", file)
            guard count > 0 else {
                if shortfall == .isTheEnd { return }
                throw HostProblem.last("read the content of", file, errno: EIO)
            }
            try take(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
            done += Int64(count)
        }
    }
}
