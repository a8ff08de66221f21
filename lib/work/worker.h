/*
 * A worker: what a forked child does. It parses what strangers made, opens
 * nothing, and knows only its socket.
 */
#ifndef TG_WORK_WORKER_H
#define TG_WORK_WORKER_H

struct tg_shape;

/*
 * Answers the requests of SOCKET, one after the other, with thumbnails of
 * SHAPE until the parent closes its end. Returns 0 then, or -1 with errno
 * set if the socket fails.
 */
int tg_worker_serve(int socket, const struct tg_shape *shape);

#endif
