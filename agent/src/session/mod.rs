//! One agent's conversation with its controller: a sans-I/O state machine and the driver that feeds it.
