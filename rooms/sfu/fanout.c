/* From a socket to everybody who may have it: what is always the same of forwarding, in one call for each wakeup.
 *
 * native.py calls this where it was compiled; without it, Python does the same, and a test compares what the two send,
 * byte for byte. Python decides: it lays out for each incoming stream whose turn it is (`armed`) to whom its packets go
 * (`lanes`) and under which numbers. Here the next packet of such a stream is opened, counted, written under those
 * numbers, sealed, sent, and remembered to be sent again; how loud a voice was is told, so that Python can say when it
 * is heard no more. A voice that nobody hears is listened to while it is silent. Whatever is not the next packet of an
 * armed stream, or could change who gets what (a key frame, a gap, another payload, a voice that rises), is left to
 * Python as it came or as it was opened, with nothing else touched. Nothing is allocated. All that Python lays out is a
 * number, checked here before it is followed.
 *
 * Waking up for a packet costs more than forwarding it: the processor slept, and its caches are cold. So while packets
 * come faster than they are read, the socket is not waited for but looked at every few milliseconds, as network cards
 * do when they are busy, and a handful is read at a time. A packet waits two milliseconds for that on average; the path
 * it came over took twenty and more.
 *
 * cells.py has the same structs, cell by cell; reception.py, rewriter.py and vp8.py the same arithmetic.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define SLOT 2048            /* bytes of room for one packet, with libsrtp's trailer behind it */
#define LONGEST 1400         /* the longest packet before it is sealed, see subscriber.py */
#define LONGEST_PAYLOAD 1360 /* see publisher.py */
#define HEADERS 68           /* what a packet has around its body, about: see subscriber.py */
#define BATCH 32             /* datagrams read at once, and left to Python at most */
#define READ_MOST 128        /* datagrams read before other work gets its turn */
#define RECORDS 192          /* more than are ever read in one turn */
#define AT_ONCE 24           /* so much for Python does not wait for more */
#define LOOKS_FOR 8.0        /* datagrams, about, within these bounds */
#define LOOK_LEAST_S 0.002
#define LOOK_MOST_S 0.004
#define FOLLOWING 0.2        /* how much of a new measurement of what comes enters the smoothed one */
#define REMEMBERED 512       /* packets of a stream that can be sent again, see cells.py */
#define QUEUE 64             /* packets sent at once */
#define LANES_MOST 64
#define SEEN 1024
#define STREAMS_MOST 8
#define LOG_MOST 512
#define KNOWN 4096
#define NEARBY 16 /* slots in which an address may be */
#define TICKS_PER_S 4000 /* see arrivals.py */
#define SILENT_FROM 75   /* see speakers.py */
#define LINE 64          /* bytes that a processor fetches at once */
#define SESSION_LINES 24 /* libsrtp lays what belongs to a session one behind the other, about; to ask for more is free */

struct lane {
    int64_t way, flowing, ssrc, payload_type, send_time_head;
    int64_t seq_delta, timestamp_delta, picture_delta, tl0_delta, segment_start;
    int64_t last_seq, last_timestamp, last_source_timestamp;
    double last_arrival;
    int64_t last_picture_id, last_tl0;
    int64_t packets, octets, sent_octets;
    uint64_t tx; /* srtp_t of its own; 0: the browser's */
};

struct stream {
    int64_t armed, ssrc, payload_type, is_voice, level_id, clock_rate;
    int64_t highest, received, octets;
    double last_at, transit, jitter;
    int64_t left_in; /* the last turn in which a packet was left to Python */
    int64_t serial;  /* no other stream ever has the same */
    int64_t count;
    int64_t lanes[LANES_MOST];
    int64_t seen[SEEN];
    int64_t kept[REMEMBERED]; /* where among the kept a packet may be found */
};

struct kept { /* a picture's packet that was forwarded, see cells.py */
    int64_t serial, number;
    uint32_t timestamp;
    int32_t marker, picture_id, tl0, descriptor_length, body_length;
    uint8_t data[1368];
};

struct way {
    uint64_t rx, tx; /* srtp_t; 0: none yet, or none any more */
    uint8_t address[28];
    uint32_t address_length; /* 0: nowhere */
    int64_t transport_id;    /* the extension that numbers all of a browser's packets; 0: none */
    int64_t logged;
    int64_t streams[STREAMS_MOST];
    int64_t log[LOG_MOST]; /* number << 48 | ticks, for arrivals.py */
};

enum { UNREAD = 0, OPENED = 1, FORGED = 2, HEARD = 3, SILENT = 4, TOO_LONG = 5, FORWARDED = 6 };
enum { LEFT = 0, FORWARDS = 1, LISTENS = 2 }; /* what a stream is armed for, see tracks.py */

struct record { /* what became of a datagram that is left to Python, or how loud a voice was that is not */
    int32_t what, length, known, way, stream;
    int32_t end, level; /* once it is opened: where it ends; of a voice, -1 where it does not say */
    int32_t address_length, slot;
    double at; /* when the kernel had it */
};

struct known { /* whose address this is; Python forgets all when one of them changes */
    uint8_t address[28];
    uint32_t length;
    int64_t way;
};

typedef int (*crypt_t)(void *session, void *packet, int *length);

struct table {
    struct way *ways;
    struct stream *streams;
    struct lane *lanes;
    struct kept *kept;
    int64_t ways_most, streams_most, lanes_most, kept_most;
    crypt_t protect, unprotect, protect_control;
    int64_t socket;
    int64_t others; /* a file that can be read as soon as somebody else has something to do; -1: none is known */
    int64_t packets_in, octets_in, packets_out, octets_out, pictures, voices, unsent; /* since Python last looked */
    int64_t queued, turn, keeping;
    struct known known[KNOWN];
    struct record records[RECORDS];
    uint8_t in[BATCH][SLOT];
    uint8_t from[BATCH][28];
    uint8_t out[QUEUE][SLOT];
    int32_t out_length[QUEUE], out_body[QUEUE];
    uint8_t out_to[QUEUE][28];
    uint32_t out_to_length[QUEUE];
    struct lane *out_lane[QUEUE]; /* NULL: it is not media */
    int out_is_voice[QUEUE];
    double per_second; /* datagrams that come, of late */
    int waiting;       /* in this turn: something that Python has to do now */
};

struct packet {
    int64_t number;
    uint32_t timestamp;
    int marker, picture_id, tl0; /* picture_id < 0: its descriptor has no numbers */
    int is_voice;
    const uint8_t *descriptor, *body;
    int descriptor_length, body_length;
};

/* --- out */

static uint8_t *put16(uint8_t *at, uint16_t value) {
    at[0] = value >> 8;
    at[1] = value;
    return at + 2;
}

static uint8_t *put32(uint8_t *at, uint32_t value) {
    return put16(put16(at, value >> 16), value);
}

static uint8_t *put(uint8_t *at, const uint8_t *from, int length) {
    memcpy(at, from, length);
    return at + length;
}

static int64_t modulo(int64_t value, int64_t by) {
    int64_t rest = value % by;
    return rest < 0 ? rest + by : rest;
}

static uint8_t *put_header(uint8_t *at, const struct lane *lane, int marker, uint16_t seq, uint32_t timestamp,
                           uint32_t send_time) {
    *at++ = lane->send_time_head ? 0x90 : 0x80;
    *at++ = (marker ? 0x80 : 0) | (lane->payload_type & 0x7F);
    at = put32(put32(put16(at, seq), timestamp), lane->ssrc);
    return lane->send_time_head ? put32(put32(at, 0xBEDE0001), lane->send_time_head | send_time) : at;
}

/* RFC 7741 section 4.2; the picture id with 15 bits whatever it came with, as vp8.py writes it. */
static uint8_t *put_descriptor(uint8_t *at, const struct packet *packet, int picture_id, int tl0) {
    const uint8_t *descriptor = packet->descriptor;
    int from = 2, length = packet->descriptor_length;
    if (packet->picture_id < 0 || length < 3)
        return put(at, descriptor, length);
    *at++ = descriptor[0];
    *at++ = descriptor[1];
    if (descriptor[1] & 0x80) {
        from += descriptor[from] & 0x80 ? 2 : 1;
        at = put16(at, 0x8000 | picture_id);
    }
    if (descriptor[1] & 0x40) {
        from += 1;
        *at++ = tl0;
    }
    return from < length ? put(at, descriptor + from, length - from) : at;
}

static void flush(struct table *t) {
    struct mmsghdr messages[QUEUE];
    struct iovec parts[QUEUE];
    int count = t->queued, done = 0;
    t->queued = 0;
    if (!count)
        return;
    memset(messages, 0, sizeof(messages[0]) * count);
    for (int i = 0; i < count; i++) {
        parts[i].iov_base = t->out[i];
        parts[i].iov_len = t->out_length[i];
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_name = t->out_to[i];
        messages[i].msg_hdr.msg_namelen = t->out_to_length[i];
    }
    while (done < count) {
        int now = sendmmsg(t->socket, messages + done, count - done, MSG_DONTWAIT);
        if (now < 0) {
            if (errno == EINTR)
                continue;
            /* no room, or no route to an address that has gone: the next may have */
            if (t->out_lane[done]) {
                t->out_lane[done]->packets -= 1;
                t->out_lane[done]->octets -= t->out_body[done];
                t->out_lane[done]->sent_octets -= t->out_body[done] + HEADERS;
            }
            t->unsent += 1;
            done += 1;
            continue;
        }
        for (int i = done; i < done + now; i++) {
            t->octets_out += t->out_length[i];
            if (t->out_lane[i])
                *(t->out_is_voice[i] ? &t->voices : &t->pictures) += 1;
        }
        t->packets_out += now;
        done += now;
    }
}

static struct way *way_at(struct table *t, int64_t place) {
    if (place < 1 || place > t->ways_most)
        return NULL;
    struct way *way = &t->ways[place - 1];
    return way->tx && way->address_length && way->address_length <= sizeof(way->address) ? way : NULL;
}

/* What was sealed in the queue's next slot is to be sent. */
static void queue(struct table *t, const struct way *way, struct lane *lane, int length, int body, int is_voice) {
    memcpy(t->out_to[t->queued], way->address, way->address_length);
    t->out_to_length[t->queued] = way->address_length;
    t->out_length[t->queued] = length;
    t->out_body[t->queued] = body;
    t->out_lane[t->queued] = lane;
    t->out_is_voice[t->queued] = is_voice;
    if (++t->queued == QUEUE)
        flush(t);
}

/* Queue a packet for a lane, under its numbers. */
static void follow(struct table *t, struct lane *lane, const struct packet *packet, double now, uint32_t send_time) {
    int64_t seq = packet->number + lane->seq_delta;
    uint32_t timestamp = packet->timestamp + (uint32_t)lane->timestamp_delta;
    int64_t picture_id = lane->last_picture_id, tl0 = lane->last_tl0;
    if (packet->picture_id >= 0) {
        picture_id = modulo(packet->picture_id + lane->picture_delta, 1 << 15);
        tl0 = modulo(packet->tl0 + lane->tl0_delta, 1 << 8);
    }
    if (seq > lane->last_seq) {
        lane->last_seq = seq;
        lane->last_timestamp = timestamp;
        lane->last_source_timestamp = packet->timestamp;
        lane->last_arrival = now;
        lane->last_picture_id = picture_id;
        lane->last_tl0 = tl0;
    }
    struct way *way = way_at(t, lane->way);
    if (!way)
        return;
    uint8_t *slot = t->out[t->queued];
    uint8_t *end = put_header(slot, lane, packet->marker, seq, timestamp, send_time);
    end = put(put_descriptor(end, packet, picture_id, tl0), packet->body, packet->body_length);
    int length = end - slot;
    if (t->protect((void *)(uintptr_t)(lane->tx ? lane->tx : way->tx), slot, &length))
        return;
    lane->packets += 1;
    lane->octets += packet->body_length;
    lane->sent_octets += packet->body_length + HEADERS;
    queue(t, way, lane, length, packet->body_length, packet->is_voice);
}

static struct lane *lane_of(struct table *t, const struct stream *stream, int i) {
    int64_t at = stream->lanes[i];
    return at >= 1 && at <= t->lanes_most ? &t->lanes[at - 1] : NULL;
}

/* Inline, both: a call that only fetches is one that does nothing, to GCC, and is left out. */
#define INLINE static inline __attribute__((always_inline))

INLINE void fetch(const void *from, int lines) {
    for (int i = 0; i < lines; i++)
        __builtin_prefetch((const char *)from + LINE * i);
}

/* Ask for all that sealing for the lanes of this stream looks at, before it begins. Most of what sealing takes is waiting
 * for memory, for each session's by itself; so these waits are one. */
INLINE void fetch_lanes(struct table *t, const struct stream *stream, int64_t place) {
    struct lane *lane;
    for (int i = 0; i < stream->count && i < LANES_MOST; i++)
        if ((lane = lane_of(t, stream, i)))
            fetch(lane, (sizeof(*lane) + LINE - 1) / LINE);
    for (int i = 0; i < stream->count && i < LANES_MOST; i++) {
        if (!(lane = lane_of(t, stream, i)) || lane->flowing != place || lane->way < 1 || lane->way > t->ways_most)
            continue;
        fetch(&t->ways[lane->way - 1], 1);
        if (lane->tx)
            fetch((const void *)(uintptr_t)lane->tx, SESSION_LINES);
    }
}

/* To all lanes that flow from this stream; how many do. */
static int spread(struct table *t, int64_t place, const struct packet *packet, double now, uint32_t send_time) {
    struct stream *stream = &t->streams[place - 1];
    int flowing = 0;
    if (packet->descriptor_length > 6 || 22 + packet->descriptor_length + packet->body_length > LONGEST)
        return 0;
    fetch_lanes(t, stream, place);
    for (int i = 0; i < stream->count && i < LANES_MOST; i++) {
        struct lane *lane = lane_of(t, stream, i);
        if (!lane || lane->flowing != place)
            continue;
        flowing += 1;
        if (packet->number >= lane->segment_start)
            follow(t, lane, packet, now, send_time);
    }
    return flowing;
}

/* A packet that Python took in. Returns how many lanes flow from its stream. */
int vip_relay(struct table *t, int64_t place, int64_t number, uint32_t timestamp, int marker, int picture_id, int tl0,
              const uint8_t *descriptor, int descriptor_length, const uint8_t *body, int body_length, double now,
              uint32_t send_time) {
    if (place < 1 || place > t->streams_most)
        return 0;
    struct packet packet = {number, timestamp, marker, picture_id, tl0, t->streams[place - 1].is_voice,
                            descriptor, body, descriptor_length, body_length};
    int flowing = spread(t, place, &packet, now, send_time);
    flush(t);
    return flowing;
}

/* What Python says to a browser by RTCP, with whatever is sent next or now. Returns 0 where there is no way to it. */
int vip_tell(struct table *t, int64_t place, const uint8_t *data, int length, int now) {
    struct way *way = way_at(t, place);
    if (!way || length < 8 || length > LONGEST)
        return 0;
    memcpy(t->out[t->queued], data, length);
    if (t->protect_control((void *)(uintptr_t)way->tx, t->out[t->queued], &length))
        return 0;
    queue(t, way, NULL, length, 0, 0);
    if (now)
        flush(t);
    return 1;
}

/* --- in */

static uint16_t get16(const uint8_t *at) {
    return at[0] << 8 | at[1];
}

static uint32_t get32(const uint8_t *at) {
    return (uint32_t)get16(at) << 16 | get16(at + 2);
}

/* Where an address is known, or could be: two that belong in the same slot have neighbouring ones. Otherwise each packet
 * of either would be left to Python, and make the other unknown. */
static struct known *slot_of(struct table *t, const uint8_t *address, uint32_t length) {
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (uint32_t i = 0; i < length; i++)
        hash = (hash ^ address[i]) * 16777619u;
    struct known *known = NULL;
    for (uint32_t i = 0; i < NEARBY; i++) {
        known = &t->known[((hash ^ hash >> 16) + i) % KNOWN];
        if (!known->length || (known->length == length && !memcmp(known->address, address, length)))
            break;
    }
    return known;
}

/* RFC 8285 section 4.2: where the value of an extension lies, its length in `length`; 0: nowhere. */
static int extension(const uint8_t *data, int at, int end, int64_t wanted, int *length) {
    while (at < end) {
        if (data[at] == 0) {
            at++;
            continue;
        }
        int id = data[at] >> 4, size = (data[at] & 15) + 1;
        if (id == 15 || at + 1 + size > end)
            return 0;
        if (id == wanted) {
            *length = size;
            return at + 1;
        }
        at += 1 + size;
    }
    return 0;
}

/* RFC 7741 section 4.2. Returns its length; 0 where it is cut short. */
static int read_descriptor(const uint8_t *data, int length, int *picture_id, int *tl0) {
    int at = 1, flags;
    *picture_id = *tl0 = -1;
    if (length < 1)
        return 0;
    if (data[0] & 0x80) {
        if (length < 2)
            return 0;
        flags = data[1];
        at = 2;
        if (flags & 0x80) {
            if (at >= length)
                return 0;
            *picture_id = data[at++];
            if (*picture_id & 0x80) {
                if (at >= length)
                    return 0;
                *picture_id = (*picture_id & 0x7F) << 8 | data[at++];
            }
        }
        if (flags & 0x40) {
            if (at >= length)
                return 0;
            *tl0 = data[at++];
        }
        if (flags & 0x30) {
            if (at >= length)
                return 0;
            at++;
        }
    }
    return at <= length ? at : 0;
}

/* The next packet of a stream came: what Reception.receive counts then. */
static void count_in(struct stream *stream, uint32_t timestamp, int length, double now) {
    double transit = now * stream->clock_rate - timestamp;
    int64_t number = stream->highest + 1;
    stream->highest = number;
    stream->received += 1;
    stream->seen[number % SEEN] = number;
    if (!isnan(stream->transit)) {
        int32_t change = (int32_t)(uint32_t)(llrint(transit) - llrint(stream->transit));
        stream->jitter += (fabs((double)change) - stream->jitter) / 16;
    }
    stream->transit = transit;
    stream->octets += length;
    stream->last_at = now;
}

static struct stream *stream_of(struct table *t, const struct way *way, uint32_t ssrc, int32_t *place) {
    for (int i = 0; i < STREAMS_MOST; i++) {
        int64_t at = way->streams[i];
        if (at >= 1 && at <= t->streams_most && t->streams[at - 1].ssrc == ssrc) {
            *place = at;
            return &t->streams[at - 1];
        }
    }
    return NULL;
}

/* Remember a packet, to be sent again where it is missed. What is older makes room. */
static void keep(struct table *t, struct stream *stream, const struct packet *packet) {
    struct kept *kept = &t->kept[t->keeping % t->kept_most];
    if (packet->descriptor_length + packet->body_length > (int)sizeof(kept->data))
        return;
    kept->serial = stream->serial;
    kept->number = packet->number;
    kept->timestamp = packet->timestamp;
    kept->marker = packet->marker;
    kept->picture_id = packet->picture_id;
    kept->tl0 = packet->tl0;
    kept->descriptor_length = packet->descriptor_length;
    kept->body_length = packet->body_length;
    put(put(kept->data, packet->descriptor, packet->descriptor_length), packet->body, packet->body_length);
    stream->kept[packet->number % REMEMBERED] = t->keeping++ % t->kept_most;
}

static uint32_t send_time_of(double now) {
    return (int64_t)(now * (1 << 18)) & 0xFFFFFF; /* see fanout.py */
}

/* A packet of a stream; `record->what` stays UNREAD, or OPENED, where it is not an ordinary one. */
static void take(struct table *t, struct way *way, struct stream *stream, struct record *record, uint8_t *data,
                 double now) {
    int length = record->length, start, end, size, at;
    if (!way->rx || stream->armed == LEFT || data[0] & 0x20 || (data[1] & 0x7F) != stream->payload_type)
        return;
    if (stream->highest < 0 || get16(data + 2) != ((stream->highest + 1) & 0xFFFF) || way->logged >= LOG_MOST)
        return;
    start = end = 12 + 4 * (data[0] & 15);
    if (data[0] & 0x10) {
        if (start + 4 > length || get16(data + start) != 0xBEDE)
            return;
        end = start + 4 + 4 * get16(data + start + 2);
        start += 4;
    }
    if (end > length)
        return;
    if (t->unprotect((void *)(uintptr_t)way->rx, data, &length)) {
        record->what = FORGED;
        return;
    }
    record->what = OPENED; /* until it turns out to be ordinary */
    record->end = length;
    record->level = -1;
    struct packet packet = {.timestamp = get32(data + 4), .marker = data[1] >> 7, .is_voice = stream->is_voice,
                            .picture_id = -1, .tl0 = -1, .descriptor = data + end};
    if (end >= length || length - end > LONGEST_PAYLOAD)
        return;
    if (stream->is_voice) {
        if (stream->level_id && (at = extension(data, start, end, stream->level_id, &size)))
            record->level = data[at] & 0x7F;
        if (stream->armed == LISTENS && record->level < SILENT_FROM)
            return; /* it may be heard from now on */
    } else {
        size = read_descriptor(data + end, length - end < 6 ? length - end : 6, &packet.picture_id, &packet.tl0);
        if (!size || end + size >= length)
            return;
        packet.descriptor_length = size;
        if (data[end] & 0x10 && !(data[end] & 7) && !(data[end + size] & 1))
            return; /* a key frame begins: others may begin with it */
    }
    if (way->transport_id && (at = extension(data, start, end, way->transport_id, &size)) && size == 2)
        way->log[way->logged++] =
            (int64_t)get16(data + at) << 48 | ((int64_t)(record->at * TICKS_PER_S) & 0xFFFFFFFFFFFF);
    count_in(stream, packet.timestamp, length, record->at);
    if (stream->armed == LISTENS) {
        record->what = SILENT;
        return;
    }
    packet.number = stream->highest;
    packet.body = packet.descriptor + packet.descriptor_length;
    packet.body_length = length - end - packet.descriptor_length;
    record->what = stream->is_voice ? HEARD : FORWARDED;
    if (stream->is_voice && record->level >= SILENT_FROM)
        stream->left_in = t->turn; /* it may be heard no more, as Python will say */
    spread(t, record->stream, &packet, record->at, send_time_of(now));
    if (!stream->is_voice)
        keep(t, stream, &packet);
}

/* A packet, if it is of a stream that is known here. */
static void look_into(struct table *t, struct record *record, uint8_t *data, double now) {
    if (record->way < 1 || record->way > t->ways_most)
        return;
    struct way *way = &t->ways[record->way - 1];
    struct stream *stream = stream_of(t, way, get32(data + 8), &record->stream);
    if (!stream)
        return;
    if (stream->left_in != t->turn) /* what was left to Python must not be overtaken */
        take(t, way, stream, record, data, now);
    if (record->what == UNREAD || record->what == OPENED)
        stream->left_in = t->turn;
}

/* One datagram (RFC 7983). What is Python's to do now ends the stay: all but what browsers report every second or so
 * (RFC 3550 section 12.1; packets are asked for again under other numbers), and what was nobody's to send. */
static void look(struct table *t, struct record *record, uint8_t *data, double now) {
    int is_packet = record->length >= 12 && data[0] >> 6 == 2, is_control = is_packet && data[1] >= 192 && data[1] <= 223;
    if (is_packet && !is_control)
        look_into(t, record, data, now);
    if ((record->what == UNREAD || record->what == OPENED) && !(is_control && data[1] >= 200 && data[1] <= 204))
        t->waiting = 1;
}

/* How large everything is and where it lies, which native.py compares with what it thinks. */
void vip_layout(int64_t *sizes) {
    sizes[0] = sizeof(struct lane);
    sizes[1] = sizeof(struct stream);
    sizes[2] = sizeof(struct way);
    sizes[3] = sizeof(struct record);
    sizes[4] = sizeof(struct known);
    sizes[5] = sizeof(struct table);
    sizes[6] = offsetof(struct table, known);
    sizes[7] = offsetof(struct table, records);
    sizes[8] = offsetof(struct table, in);
    sizes[9] = offsetof(struct table, from);
    sizes[10] = sizeof(struct kept);
}

/* When the kernel had a datagram, as seconds before now. */
static double age_of(struct msghdr *message, const struct timespec *now) {
    for (struct cmsghdr *told = CMSG_FIRSTHDR(message); told; told = CMSG_NXTHDR(message, told)) {
        if (told->cmsg_level != SOL_SOCKET || told->cmsg_type != SCM_TIMESTAMPNS)
            continue;
        struct timespec then;
        memcpy(&then, CMSG_DATA(told), sizeof(then));
        double age = (now->tv_sec - then.tv_sec) + (now->tv_nsec - then.tv_nsec) / 1e9;
        return age > 0 && age < 1 ? age : 0; /* somebody may have set the clock */
    }
    return 0;
}

/* Wait so long, or until somebody else has something to do; whether that is so. */
static int nap(struct table *t, double seconds) {
    struct pollfd others = {.fd = t->others, .events = POLLIN};
    struct timespec whole = {0, (long)(seconds * 1e9)};
    return ppoll(&others, 1, &whole, NULL) > 0; /* a signal ends it, which is as well */
}

static double monotonic(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

/* Read once, into the slots that no record of this turn holds (`slots[left..]`), and forward what is ordinary.
 * Returns how many datagrams there were; -1: `errno`. */
static int read_some(struct table *t, int *slots, int *left, int *told, double now) {
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    uint8_t extra[BATCH][64];
    struct timespec real;
    int first = *left, most = BATCH - first;
    memset(messages, 0, sizeof(messages[0]) * most);
    for (int i = 0; i < most; i++) {
        int slot = slots[first + i];
        parts[i].iov_base = t->in[slot];
        parts[i].iov_len = SLOT;
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_name = t->from[slot];
        messages[i].msg_hdr.msg_namelen = sizeof(t->from[slot]);
        messages[i].msg_hdr.msg_control = extra[i];
        messages[i].msg_hdr.msg_controllen = sizeof(extra[i]);
    }
    int count = recvmmsg(t->socket, messages, most, MSG_DONTWAIT, NULL);
    if (count <= 0) {
        count = count < 0 && errno != EAGAIN && errno != EINTR ? -1 : 0;
        flush(t);
        return count;
    }
    clock_gettime(CLOCK_REALTIME, &real);
    for (int i = 0; i < count; i++) {
        struct record *record = &t->records[*told];
        struct msghdr *message = &messages[i].msg_hdr;
        int slot = slots[first + i];
        memset(record, 0, sizeof(*record));
        record->slot = slot;
        record->length = messages[i].msg_len;
        record->address_length = message->msg_namelen;
        record->at = now - age_of(message, &real);
        t->packets_in += 1;
        t->octets_in += record->length;
        if (record->length >= SLOT || message->msg_flags & MSG_TRUNC || message->msg_namelen > sizeof(t->from[slot]))
            record->what = TOO_LONG;
        else {
            struct known *known = slot_of(t, t->from[slot], message->msg_namelen);
            record->known = known - t->known;
            if (known->length == message->msg_namelen && !memcmp(known->address, t->from[slot], known->length))
                record->way = known->way;
            look(t, record, t->in[slot], now);
        }
        if (record->what == FORWARDED)
            continue;
        *told += 1;
        if (record->what != HEARD && record->what != SILENT) {
            slots[first + i] = slots[*left];
            slots[(*left)++] = slot;
        }
    }
    flush(t);
    return count;
}

/* Read what has come, and what comes within so many seconds while nobody else has anything to do, and forward what is
 * ordinary. Returns how many records there are for Python, in `read` how many datagrams there were, and in `more` whether
 * others may have come already, which Python has to make room for. */
int vip_turn(struct table *t, double now, double stay, int *read, int *more) {
    double began = monotonic(), came_at = now;
    int slots[BATCH], left = 0, told = 0;
    for (int i = 0; i < BATCH; i++)
        slots[i] = i;
    t->turn += 1;
    t->waiting = 0;
    *read = *more = 0;
    for (;;) {
        int most = BATCH - left, count = read_some(t, slots, &left, &told, came_at);
        if (count < 0)
            break; /* an ICMP error about something sent earlier */
        *read += count;
        *more = left > BATCH / 2 || *read >= READ_MOST;
        if (*more)
            break;
        if (count == most)
            continue;
        if (told >= AT_ONCE || t->waiting)
            break;
        double rest = stay - (monotonic() - began);
        if (rest <= 0)
            break;
        if (nap(t, fmin(rest, fmax(LOOK_LEAST_S, fmin(LOOK_MOST_S, LOOKS_FOR / fmax(1, t->per_second))))))
            break;
        came_at = now + (monotonic() - began);
    }
    double stayed = monotonic() - began;
    if (stayed > LOOK_LEAST_S)
        t->per_second += (*read / stayed - t->per_second) * FOLLOWING;
    return told;
}
