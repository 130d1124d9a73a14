"""A TCP proxy on the loopback that can go silent: what a firewall does that forgets a connection."""

import contextlib
import socket
import threading


class Proxy:
    """Forwards to `port`. Connections that were frozen stay silent for ever, without a word to either side."""

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._frozen = threading.Event()
        self._pairs: list[tuple[socket.socket, socket.socket, threading.Event]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def freeze(self) -> int:
        """Silence every connection there is; new ones pass. Returns how many were silenced."""
        silenced = [pair for pair in self._pairs if not pair[2].is_set()]
        for _, _, frozen in silenced:
            frozen.set()
        return len(silenced)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for pair in self._pairs:
            for end in pair[:2]:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for pair in self._pairs:
            for end in pair[:2]:
                end.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self._target)
            except OSError:
                near.close()
                continue
            frozen = threading.Event()
            self._pairs.append((near, far, frozen))
            for source, sink in ((near, far), (far, near)):
                thread = threading.Thread(target=self._forward, args=(source, sink, frozen), daemon=True)
                self._threads.append(thread)
                thread.start()

    @staticmethod
    def _forward(source: socket.socket, sink: socket.socket, frozen: threading.Event) -> None:
        try:
            while data := source.recv(65536):
                if frozen.is_set():
                    return  # neither read on nor close: the peer's buffers fill up, and nobody tells it why
                sink.sendall(data)
        except OSError:
            pass
        if not frozen.is_set():
            with contextlib.suppress(OSError):
                sink.shutdown(socket.SHUT_RDWR)
