// EngineClient
