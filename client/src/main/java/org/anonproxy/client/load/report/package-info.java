/** Writes the report of a load test for people, for programs, and for browsers; and judges it. */
@NullMarked
package org.anonproxy.client.load.report;

import org.jspecify.annotations.NullMarked;
