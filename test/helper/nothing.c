// SPDX-License-Identifier: BSD-2-Clause
/*
 * The least a program can do: what launches are measured with.
 */
int main(void)
{
	return 0;
}
