package org.anonproxy.capture;

/**
 * Tells readers of a capture where it comes from.
 *
 * @param application the program and its version
 * @param interfaceName what stands for the network interface, such as {@code udp [::]:9000}
 * @param filter a libpcap filter that would show the same packets, such as {@code udp port 9000}
 */
public record CaptureSource(String application, String interfaceName, String filter) {}
