/* One incoming packet to everybody who may have it: write, seal and send in one call.
 *
 * What native.py calls where this was compiled; subscriber.py and udp.py do the same in Python where it was not, and a
 * test compares what the two send, byte for byte. Each job says to whom and under which numbers; what is not said there
 * is shared by all. Nothing is allocated, nothing is kept, and nothing waits.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#define SLOT 2048     /* bytes of room for one packet, with libsrtp's trailer behind it */
#define LONGEST 1400  /* the longest packet before it is sealed, see subscriber.py */
#define JOBS_MOST 64

enum { SENT = 0, NOT_SEALED = 1, NOT_SENT = 2 };

struct job {
    uint64_t session;    /* srtp_t */
    uint64_t address;    /* struct sockaddr * */
    uint32_t address_length;
    uint32_t ssrc;
    uint32_t timestamp;
    uint32_t extension;  /* abs-send-time, with its head; 0: none */
    uint16_t sequence;
    uint16_t picture_id;
    uint8_t tl0;
    uint8_t marked_type; /* marker and payload type */
    uint8_t numbered;    /* whether the descriptor has picture numbers, to be replaced by these */
    uint8_t result;      /* out: SENT, NOT_SEALED or NOT_SENT */
};

typedef int (*protect_t)(void *session, void *packet, int *length);

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

static uint8_t *put_header(uint8_t *at, const struct job *job) {
    *at++ = job->extension ? 0x90 : 0x80;
    *at++ = job->marked_type;
    at = put32(put32(put16(at, job->sequence), job->timestamp), job->ssrc);
    return job->extension ? put32(put32(at, 0xBEDE0001), job->extension) : at;
}

/* RFC 7741 section 4.2; the picture id with 15 bits whatever it came with, as vp8.py writes it. */
static uint8_t *put_descriptor(uint8_t *at, const struct job *job, const uint8_t *descriptor, int length) {
    int from = 2;
    if (!job->numbered || length < 3)
        return put(at, descriptor, length);
    *at++ = descriptor[0];
    *at++ = descriptor[1];
    if (descriptor[1] & 0x80) {
        from += descriptor[from] & 0x80 ? 2 : 1;
        at = put16(at, 0x8000 | job->picture_id);
    }
    if (descriptor[1] & 0x40) {
        from += 1;
        *at++ = job->tl0;
    }
    return from < length ? put(at, descriptor + from, length - from) : at;
}

/* Returns how many were sent, and in `octets` how much that was. `slots` has room for as many packets as jobs. */
int vip_fanout(int socket, uint64_t protect, struct job *jobs, int count, const uint8_t *descriptor,
               int descriptor_length, const uint8_t *body, int body_length, uint8_t *slots, uint64_t *octets) {
    struct mmsghdr messages[JOBS_MOST];
    struct iovec parts[JOBS_MOST];
    struct job *of[JOBS_MOST];
    int sealed = 0, sent = 0, done = 0;
    *octets = 0;
    if (count > JOBS_MOST)
        count = JOBS_MOST;
    if (descriptor_length > 6 || 22 + descriptor_length + body_length > LONGEST) {
        for (int i = 0; i < count; i++)
            jobs[i].result = NOT_SENT;
        return 0;
    }
    memset(messages, 0, sizeof(messages[0]) * count);
    for (int i = 0; i < count; i++) {
        uint8_t *slot = slots + i * SLOT;
        uint8_t *end = put_header(slot, &jobs[i]);
        end = put(put_descriptor(end, &jobs[i], descriptor, descriptor_length), body, body_length);
        int length = end - slot;
        if (((protect_t)(uintptr_t)protect)((void *)(uintptr_t)jobs[i].session, slot, &length)) {
            jobs[i].result = NOT_SEALED;
            continue;
        }
        parts[sealed].iov_base = slot;
        parts[sealed].iov_len = length;
        messages[sealed].msg_hdr.msg_iov = &parts[sealed];
        messages[sealed].msg_hdr.msg_iovlen = 1;
        messages[sealed].msg_hdr.msg_name = (void *)(uintptr_t)jobs[i].address;
        messages[sealed].msg_hdr.msg_namelen = jobs[i].address_length;
        of[sealed++] = &jobs[i];
    }
    while (done < sealed) {
        int now = sendmmsg(socket, messages + done, sealed - done, MSG_DONTWAIT);
        if (now < 0) {
            if (errno == EINTR)
                continue;
            of[done++]->result = NOT_SENT; /* no room, or no route to an address that has gone: the next may have */
            continue;
        }
        for (int i = done; i < done + now; i++) {
            of[i]->result = SENT;
            *octets += parts[i].iov_len;
        }
        sent += now;
        done += now;
    }
    return sent;
}
