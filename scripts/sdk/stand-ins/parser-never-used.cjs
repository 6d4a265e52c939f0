/**
 * Takes the place of socket.io-parser: every connection brings its own parser. What stays is the part that socket.io-client reads
 * itself: the numbers of https://github.com/socketio/socket.io-protocol#exchange-protocol. CommonJS, because esbuild's object for
 * a module's exports has what the page has put on `Object.prototype` among them, and fails for all but functions.
 */
exports.protocol = 5
exports.PacketType = { CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4, BINARY_EVENT: 5, BINARY_ACK: 6 }
