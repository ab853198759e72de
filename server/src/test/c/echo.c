/*
 * Answers every datagram with one of 524 bytes, in batches of 64 and from one event loop, as EchoServer does: what the
 * system calls cost without Java and Netty, so that the benchmark shows how much of a server's time is the kernel's.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 64, RECEIVE_BYTES = 2048, ANSWER_BYTES = 524, SOCKET_BUFFER_BYTES = 4 << 20 };

static void check(int result, const char *call) {
  if (result < 0) {
    perror(call);
    exit(1);
  }
}

static int bound_socket(void) {
  int server = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  check(server, "socket");
  int size = SOCKET_BUFFER_BYTES;
  check(setsockopt(server, SOL_SOCKET, SO_RCVBUF, &size, sizeof size), "SO_RCVBUF");
  check(setsockopt(server, SOL_SOCKET, SO_SNDBUF, &size, sizeof size), "SO_SNDBUF");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  check(bind(server, (struct sockaddr *)&address, length), "bind");
  check(getsockname(server, (struct sockaddr *)&address, &length), "getsockname");
  printf("listening on 127.0.0.1:%d, echo\n", ntohs(address.sin_port));
  fflush(stdout);
  return server;
}

int main(void) {
  static char received[BATCH][RECEIVE_BYTES], answer[ANSWER_BYTES];
  static struct sockaddr_in peers[BATCH];
  static struct iovec room[BATCH], content = {.iov_base = answer, .iov_len = ANSWER_BYTES};
  static struct mmsghdr in[BATCH], out[BATCH];
  for (int i = 0; i < BATCH; i++) {
    room[i] = (struct iovec){.iov_base = received[i], .iov_len = RECEIVE_BYTES};
    in[i].msg_hdr = (struct msghdr){.msg_name = &peers[i], .msg_iov = &room[i], .msg_iovlen = 1};
    out[i].msg_hdr = (struct msghdr){
        .msg_name = &peers[i], .msg_namelen = sizeof peers[i], .msg_iov = &content, .msg_iovlen = 1};
  }
  int server = bound_socket();
  int loop = epoll_create1(0);
  check(loop, "epoll_create1");
  struct epoll_event readable = {.events = EPOLLIN | EPOLLET};
  check(epoll_ctl(loop, EPOLL_CTL_ADD, server, &readable), "epoll_ctl");
  for (;;) {
    check(TEMP_FAILURE_RETRY(epoll_wait(loop, &readable, 1, -1)), "epoll_wait");
    int count;
    do {
      for (int i = 0; i < BATCH; i++) {
        in[i].msg_hdr.msg_namelen = sizeof peers[i];
      }
      count = recvmmsg(server, in, BATCH, 0, NULL);
      if (count > 0) {
        check(sendmmsg(server, out, (unsigned)count, 0), "sendmmsg");
      }
    } while (count == BATCH);
  }
}
