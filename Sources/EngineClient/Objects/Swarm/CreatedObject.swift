/// What `POST /configs/create` and `POST /secrets/create` answer.
struct CreatedObject: Decodable {
    let id: String
    enum CodingKeys: String, CodingKey { case id = "ID" }
}
